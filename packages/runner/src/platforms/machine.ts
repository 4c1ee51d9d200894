import { holdsLibrary, type Image } from '../image.ts';

/** A machine that QEMU plays, and what it calls the devices that an image drives. */
export interface Machine {
  readonly args: readonly string[];
  readonly networkDevice: string;
  /** Without its drive; `index` tells disks apart. */
  readonly diskDevice: (index: number) => string;
  /** Without its folder. */
  readonly shareDevice: string;
}

type Driver<Device> = readonly [library: string, device: Device];
type Drivers<Device> = readonly [Driver<Device>, ...Driver<Device>[]];

/** Of those that the image holds, the first counts; where it holds none, the first of all. */
const networkDrivers: Drivers<string> = [
  ['VIRTIO_NET', 'virtio-net-pci'],
  ['E1000', 'e1000e'],
];
const diskDrivers: Drivers<Machine['diskDevice']> = [
  ['VIRTIO_BLK', () => 'virtio-blk-pci'],
  ['NVME', (index) => `nvme,serial=disk${index}`],
  ['AHCI', () => 'ide-hd'],
];

/** No firmware tables, no PCI: virtio over MMIO. */
const microvm: Machine = {
  args: ['-M', 'microvm,acpi=off', '-global', 'virtio-mmio.force-legacy=false'],
  networkDevice: 'virtio-net-device',
  diskDevice: () => 'virtio-blk-device',
  shareDevice: 'virtio-9p-device',
};

/** A PC with PCI Express, whose devices are those that the image has drivers for. */
export function pcFor(image: Image): Machine {
  return {
    args: ['-M', 'q35'],
    networkDevice: pick(image, networkDrivers),
    diskDevice: pick(image, diskDrivers),
    shareDevice: 'virtio-9p-pci',
  };
}

/** The smallest machine that has what the image drives: a PC where it holds a driver on PCI. */
export function virtualMachineFor(image: Image): Machine {
  return holdsLibrary(image, 'PCI') ? pcFor(image) : microvm;
}

function pick<Device>(image: Image, drivers: Drivers<Device>): Device {
  const [, device] = drivers.find(([library]) => holdsLibrary(image, library)) ?? drivers[0];
  return device;
}
