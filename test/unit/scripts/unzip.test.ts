import assert from 'node:assert/strict';
import { crc32, deflateRawSync } from 'node:zlib';
import { readZip } from '../../../scripts/package/unzip.ts';
import { makeProject } from '../../harness/project.ts';

/** A zip archive: for each file a local header with an extra field, then directory and end. */
function zip(files: Readonly<Record<string, string>>, deflate: boolean): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [file, text] of Object.entries(files)) {
    const name = Buffer.from(file);
    const content = Buffer.from(text);
    const packed = deflate ? deflateRawSync(content) : content;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(deflate ? 8 : 0, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.from(common);
    local.writeUInt16LE(4, 24);
    locals.push(Buffer.from('PK\u0003\u0004'), local, name, Buffer.alloc(4), packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\0'), common, rest, name);
    offset += 30 + name.length + 4 + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(files).length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, listed, Buffer.from('PK\u0005\u0006'), end]);
}

const FILES = { 'extension/a.txt': 'one '.repeat(50), 'extension/그림.txt': 'two', 'empty/': '' };

describe('readZip', () => {
  for (const deflate of [true, false]) {
    it(`reads ${deflate ? 'deflated' : 'stored'} files and leaves folders out`, async () => {
      await using project = await makeProject({ 'a.zip': zip(FILES, deflate) }, { git: false });
      const entries = await readZip(project.path('a.zip'));
      const read = entries.map(({ name, size, read: open }) => [name, size, open().toString()]);
      assert.deepEqual(read, [
        ['extension/a.txt', 200, 'one '.repeat(50)],
        ['extension/그림.txt', 3, 'two'],
      ]);
    });
  }

  it('refuses what is no archive', async () => {
    await using project = await makeProject({ 'a.zip': 'hello' }, { git: false });
    await assert.rejects(readZip(project.path('a.zip')), /is not a zip archive/);
  });
});
