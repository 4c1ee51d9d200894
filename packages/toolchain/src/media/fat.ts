import { alignUp, sectorBytes } from './flat-image.ts';

export interface FatFile {
  /** Upper-case names of 8.3 characters, parted by slashes. */
  readonly path: string;
  readonly content: Uint8Array;
}

export interface FatVolume {
  /** The whole file system. */
  readonly content: Buffer;
  /** Where each file lies in it, in one piece, by path. */
  readonly offsets: ReadonlyMap<string, number>;
}

const rootEntries = 512;
const entryBytes = 32;
const fats = 2;
const media = 0xf8;
/** Directories and files begin at multiples of this: sectors of optical media, pages of flash. */
const smallestCluster = 2048;
const largestCluster = 32_768;
const fat12Most = 4084;
const fat16Most = 65_524;
/** Room for what a user may add. */
const spareClusters = 128;
/** 1980-01-01, the first day that the file system knows: images are the same whenever they are made. */
const day = 0x0021;

interface Node {
  readonly name: string;
  readonly content?: Uint8Array;
  readonly children: Node[];
  cluster: number;
}

/**
 * Makes a FAT12 or FAT16 file system that holds the given files, each in one piece, the same bytes for the same files.
 * Pure. Spec: Microsoft, FAT: General Overview of On-Disk Format 1.03.
 *
 * @param hiddenSectors - sectors in front of the partition
 */
export function makeFat(files: readonly FatFile[], hiddenSectors: number): FatVolume {
  const root: Node = { name: '', children: [], cluster: 0 };
  const nodes = files.map((file) => [file.path, insert(root, file)] as const);
  const shape = chooseShape(root);
  const { clusterBytes, clusters, fatSectors, dataAt } = shape;
  const content = Buffer.alloc(dataAt + clusters * clusterBytes);
  const table: number[] = [
    0xf00 | media | (shape.bits === 16 ? 0xf000 : 0),
    shape.bits === 16 ? 0xffff : 0xfff,
  ];
  const end = shape.bits === 16 ? 0xffff : 0xfff;

  const allocate = (bytes: number): number => {
    const first = table.length;
    const count = Math.max(1, Math.ceil(bytes / clusterBytes));
    for (let i = 1; i < count; i++) table.push(first + i);
    table.push(end);
    return first;
  };
  const offsetOf = (cluster: number): number => dataAt + (cluster - 2) * clusterBytes;
  const place = (node: Node): void => {
    if (node !== root)
      node.cluster = allocate(node.content?.length ?? (node.children.length + 2) * entryBytes);
    node.children.forEach(place);
  };
  place(root);
  const write = (node: Node, parent: Node): void => {
    const at = node === root ? dataAt - rootEntries * entryBytes : offsetOf(node.cluster);
    if (node.content) {
      content.set(node.content, at);
      return;
    }
    const dots = node === root ? [] : [entry('.', node, true), entry('..', parent, true)];
    const entries = [...dots, ...node.children.map((child) => entry(child.name, child, !child.content))];
    content.set(Buffer.concat(entries), at);
    for (const child of node.children) write(child, node);
  };
  write(root, root);

  content.set(bootSector(shape, content.length / sectorBytes, hiddenSectors), 0);
  const encoded = encodeTable(table, shape.bits);
  for (let i = 0; i < fats; i++) {
    content.set(encoded, shape.reservedSectors * sectorBytes + i * fatSectors * sectorBytes);
  }
  return { content, offsets: new Map(nodes.map(([path, node]) => [path, offsetOf(node.cluster)])) };
}

function insert(root: Node, { path, content }: FatFile): Node {
  const names = path.split('/');
  let node = root;
  names.forEach((name, index) => {
    let child = node.children.find((each) => each.name === name);
    if (!child) {
      child = { name, children: [], cluster: 0, ...(index === names.length - 1 ? { content } : {}) };
      node.children.push(child);
    }
    node = child;
  });
  return node;
}

interface Shape {
  readonly bits: 12 | 16;
  readonly clusterBytes: number;
  readonly clusters: number;
  readonly fatSectors: number;
  readonly reservedSectors: number;
  readonly dataAt: number;
}

function chooseShape(root: Node): Shape {
  for (let clusterBytes = smallestCluster; clusterBytes <= largestCluster; clusterBytes *= 2) {
    const clusters = countClusters(root, clusterBytes) + spareClusters;
    if (clusters > fat16Most) continue;
    // Between the two kinds there are counts that some drivers read as the other.
    const bits = clusters <= fat12Most - 16 ? 12 : 16;
    const settled = bits === 12 ? clusters : Math.max(clusters, fat12Most + 16);
    const fatSectors = Math.ceil(((settled + 2) * bits) / 8 / sectorBytes);
    const rootSectors = (rootEntries * entryBytes) / sectorBytes;
    const dataSectors = alignUp(1 + fats * fatSectors + rootSectors, 8);
    return {
      bits,
      clusterBytes,
      clusters: settled,
      fatSectors,
      reservedSectors: dataSectors - fats * fatSectors - rootSectors,
      dataAt: dataSectors * sectorBytes,
    };
  }
  throw new RangeError('the image is larger than the 2 GiB that its file system holds');
}

function countClusters(node: Node, clusterBytes: number): number {
  const own = node.content?.length ?? (node.children.length + 2) * entryBytes;
  return node.children.reduce(
    (sum, child) => sum + countClusters(child, clusterBytes),
    Math.max(1, Math.ceil(own / clusterBytes)),
  );
}

function entry(name: string, node: Node, isFolder: boolean): Buffer {
  const out = Buffer.alloc(entryBytes);
  const [base = '', extension = ''] = /^\.+$/.test(name) ? [name] : name.split('.');
  out.write(base.padEnd(8) + extension.padEnd(3), 0, 'latin1');
  out[11] = isFolder ? 0x10 : 0x20;
  for (const at of [16, 18, 24]) out.writeUInt16LE(day, at);
  out.writeUInt16LE(node.cluster, 26);
  out.writeUInt32LE(node.content?.length ?? 0, 28);
  return out;
}

function bootSector(shape: Shape, sectors: number, hiddenSectors: number): Buffer {
  const out = Buffer.alloc(sectorBytes);
  out.set([0xeb, 0x3c, 0x90], 0);
  out.write('UNICORE ', 3, 'latin1');
  out.writeUInt16LE(sectorBytes, 11);
  out[13] = shape.clusterBytes / sectorBytes;
  out.writeUInt16LE(shape.reservedSectors, 14);
  out[16] = fats;
  out.writeUInt16LE(rootEntries, 17);
  out.writeUInt16LE(sectors < 0x10000 ? sectors : 0, 19);
  out[21] = media;
  out.writeUInt16LE(shape.fatSectors, 22);
  out.writeUInt16LE(63, 24);
  out.writeUInt16LE(255, 26);
  out.writeUInt32LE(hiddenSectors, 28);
  out.writeUInt32LE(sectors < 0x10000 ? 0 : sectors, 32);
  out[36] = 0x80;
  out[38] = 0x29;
  out.writeUInt32LE(0x756e6963, 39);
  out.write('UNICORE    ', 43, 'latin1');
  out.write(`FAT${shape.bits}   `, 54, 'latin1');
  // It is no boot sector: say so where one starts it.
  out.set([0xfb, 0xf4, 0xeb, 0xfd], 62);
  out.writeUInt16LE(0xaa55, 510);
  return out;
}

function encodeTable(table: readonly number[], bits: 12 | 16): Buffer {
  const out = Buffer.alloc(Math.ceil((table.length * bits) / 8) + 1);
  table.forEach((value, index) => {
    if (bits === 16) {
      out.writeUInt16LE(value, index * 2);
      return;
    }
    const at = Math.floor((index * 3) / 2);
    const old = out.readUInt16LE(at);
    out.writeUInt16LE(index % 2 === 0 ? (old & 0xf000) | value : (old & 0x000f) | (value << 4), at);
  });
  return bits === 16 ? out.subarray(0, table.length * 2) : out;
}
