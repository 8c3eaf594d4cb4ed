/** A page with its pictures as files of their own: data URLs become assets, all in one ZIP without compression. */

export interface Asset {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

const DATA_URL = /data:image\/(png|jpeg|webp|gif);base64,([A-Za-z0-9+/=]+)/g;

/** Each different picture once, under a name that says its place in the page. */
export function separate(code: string): { code: string; assets: Asset[] } {
  const names = new Map<string, string>();
  const assets: Asset[] = [];
  const separated = code.replace(DATA_URL, (url: string, type: string, base64: string) => {
    const known = names.get(url);
    if (known !== undefined) return known;
    let binary: string;
    try {
      binary = atob(base64);
    } catch {
      return url;
    }
    const name = `assets/image-${assets.length + 1}.${type === "jpeg" ? "jpg" : type}`;
    names.set(url, name);
    assets.push({ name, bytes: Uint8Array.from(binary, (character) => character.charCodeAt(0)) });
    return name;
  });
  return { code: separated, assets };
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

// The fields of APPNOTE.TXT 4.3.7, 4.3.12 and 4.3.16; pictures are compressed already, so entries are stored as they are.
const UTF8_NAMES = 0x0800;
const VERSION = 20;
// 1 January 1980: the same page gives the same bytes.
const DATE = 0x0021;

/** Little-endian numbers of two or four bytes. */
function fields(...values: readonly [value: number, size: 2 | 4][]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(values.reduce((sum, [, size]) => sum + size, 0)));
  let at = 0;
  for (const [value, size] of values) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

export function zip(files: readonly Asset[]): Blob {
  const body: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const encoded = new TextEncoder().encode(name);
    const shared: [number, 2 | 4][] = [
      [UTF8_NAMES, 2], [0, 2], [0, 2], [DATE, 2], [crc32(bytes), 4], [bytes.length, 4], [bytes.length, 4],
      [encoded.length, 2], [0, 2],
    ];
    const local = fields([0x04034b50, 4], [VERSION, 2], ...shared);
    directory.push(
      fields([0x02014b50, 4], [VERSION, 2], [VERSION, 2], ...shared, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]),
      encoded,
    );
    body.push(local, encoded, bytes);
    offset += local.length + encoded.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = fields([0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [size, 4], [offset, 4], [0, 2]);
  return new Blob([...body, ...directory, end], { type: "application/zip" });
}
