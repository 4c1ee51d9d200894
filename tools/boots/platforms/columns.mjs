// The columns of the parity table, each with the suites that cannot run there and why.

/** Suites about machines that are started by firmware, or that have PCI. */
const pcs = {
  ahci: 'No PCI.',
  metal: 'No firmware: this suite is about disks and ISO images under BIOS, UEFI and GRUB.',
  nvme: 'No PCI.',
  q35: 'No PCI.',
};
const asOnMetal =
  'The driver is the one that the suite tries on metal; that kvm offers it its disks, the suite of q35 sees.';
/** Of guests; one image serves both. */
const xenTypes = ['pvh', 'pv'];

export const platforms = [
  { name: 'linuxu', absent: pcs },
  { name: 'kvm', absent: { metal: pcs.metal, nvme: asOnMetal, ahci: asOnMetal } },
  {
    name: 'metal',
    absent: {
      q35: 'This suite is about the machine that kvm takes for an image that drives PCI; metal is always one.',
    },
  },
  ...xenTypes.map((xenType) => ({
    name: `xen-${xenType}`,
    xenType,
    absent: pcs,
  })),
];
