import { expect } from 'chai';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireFolder, writeFiles } from '../../datasets/writeFiles.js';
import { FileError } from '../../lib/errors.js';

async function errorOf(work: Promise<void>): Promise<FileError> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).to.be.instanceOf(FileError);
  return error as FileError;
}

describe('writeFiles', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'bitstair-test-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const at = (name: string) => join(folder, name);

  it('writes files, and replaces those of before', async () => {
    writeFileSync(at('a'), 'old');
    await writeFiles(
      'test',
      [
        { path: at('a'), content: 'new' },
        { path: at('b'), content: Uint8Array.of(1, 2) },
      ],
      {
        replace: true,
      },
    );
    expect(readFileSync(at('a'), 'utf8')).to.equal('new');
    expect([...readFileSync(at('b'))]).to.deep.equal([1, 2]);
    expect(readdirSync(folder)).to.have.members(['a', 'b']);
  });

  it('leaves all files as they were when one write fails', async () => {
    writeFileSync(at('a'), 'old');
    // the second fails as a write to a full disk does: /dev/full answers every write with ENOSPC
    const error = await errorOf(
      writeFiles(
        'test',
        [
          { path: at('a'), content: 'new' },
          { path: '/dev/full', content: 'x' },
        ],
        { replace: true },
      ),
    );
    expect(error.message).to.equal(
      'test: /dev/full cannot be written (ENOSPC); the disk is full, and what stood there is as it was',
    );
    expect((error.cause as NodeJS.ErrnoException).code).to.equal('ENOSPC');
    expect(error.code).to.equal('file-write');
    expect(readFileSync(at('a'), 'utf8')).to.equal('old');
    expect(readdirSync(folder)).to.deep.equal(['a']);
  });

  it('refuses to write over a file unless told to, and leaves nothing behind', async () => {
    writeFileSync(at('a'), 'old');
    const error = await errorOf(writeFiles('test', [{ path: at('a'), content: 'new' }], { replace: false }));
    expect(error.message).to.include('(EEXIST); it exists already');
    expect(readFileSync(at('a'), 'utf8')).to.equal('old');
    expect(readdirSync(folder)).to.deep.equal(['a']);
  });

  it('names a folder that is not there or cannot be written to', async () => {
    expect(
      (await errorOf(writeFiles('test', [{ path: at('no/a'), content: '' }], { replace: true }))).message,
    ).to.include('(ENOENT); its folder does not exist');
    expect((await errorOf(requireFolder('test', at('no/a')))).message).to.include(`there is no folder ${at('no')}`);
    await requireFolder('test', at('a'));
    if (process.getuid?.() === 0) return; // everything can be written to
    mkdirSync(at('closed'));
    chmodSync(at('closed'), 0o500);
    expect(
      (await errorOf(writeFiles('test', [{ path: at('closed/a'), content: '' }], { replace: true }))).message,
    ).to.include('EACCES');
  });

  it('replaces what a symbolic link leads to, and keeps the link', async () => {
    writeFileSync(at('real'), 'old');
    symlinkSync(at('real'), at('link'));
    await writeFiles('test', [{ path: at('link'), content: 'new' }], { replace: true });
    expect(readFileSync(at('real'), 'utf8')).to.equal('new');
    expect(readdirSync(folder)).to.have.members(['real', 'link']);
  });
});
