// The columns of the parity table, each with the suites that cannot run there and why.

/** Suites about machines that are started by firmware, or that have PCI. */
const pcs = {
  ahci: 'No PCI.',
  metal: 'No firmware: this suite is about disks and ISO images under BIOS, UEFI and GRUB.',
  nvme: 'No PCI.',
  q35: 'No PCI.',
};
const builtAlone = 'This suite builds images; what they are for makes no difference to it.';
const asOnKvm =
  'What it asks musl and the network stack is the same on every platform; this suite asks on linuxu and kvm.';
/** What Xen's guests lack, or the way to them. */
const guests = {
  gdb: '`run --gdb` is for kvm, linuxu and metal.',
  interfaces: asOnKvm,
  preempt: 'lib-sched-preempt is not for Xen.',
  profile: 'No timer interrupts the guest, and nobody reads its memory after its end.',
  trace: 'Nobody reads the memory of a guest after its end.',
  'shared-folder': 'Folders of the host are not shared with guests of Xen.',
};
const asOnMetal =
  'The driver is the one that the suite tries on metal; that kvm offers it its disks, the suite of q35 sees.';
/** Of guests; one image serves both. */
const xenTypes = ['pvh', 'pv'];

export const platforms = [
  { name: 'linuxu', absent: pcs },
  {
    name: 'kvm',
    absent: { metal: pcs.metal, nvme: asOnMetal, ahci: asOnMetal, randconfig: builtAlone },
  },
  {
    name: 'metal',
    absent: {
      interfaces: asOnKvm,
      randconfig: builtAlone,
      q35: 'This suite is about the machine that kvm takes for an image that drives PCI; metal is always one.',
    },
  },
  ...xenTypes.map((xenType) => ({
    name: `xen-${xenType}`,
    xenType,
    absent: { ...pcs, ...guests, randconfig: builtAlone },
  })),
];
