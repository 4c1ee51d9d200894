// The columns of the parity table, each with the suites that cannot run there and why.

const metalOnly = {
  metal: 'No firmware: this suite is about disks and ISO images under BIOS, UEFI and GRUB.',
  nvme: 'No PCI.',
  ahci: 'No PCI.',
};
const microvm = { nvme: 'A microvm has no PCI.', ahci: 'A microvm has no PCI.' };
const bedNetwork =
  'The test bed has one network, in which the suite cannot play the router and the servers; the stack is the one that passes elsewhere.';
/** Of guests; one image serves both. */
const xenTypes = ['pvh', 'pv'];

export const platforms = [
  { name: 'linuxu', absent: metalOnly },
  { name: 'kvm', absent: { ...metalOnly, ...microvm } },
  { name: 'metal', absent: {} },
  ...xenTypes.map((xenType) => ({
    name: `xen-${xenType}`,
    xenType,
    absent: { ...metalOnly, configuration: bedNetwork, dns: bedNetwork },
  })),
];
