// Lays a compressed copy beside each of the page's text files, so that the server need not compress them each time.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const folder = join(process.argv[2], 'assets');
for (const name of readdirSync(folder).filter((each) => /\.(js|css|svg)$/.test(each))) {
  const text = readFileSync(join(folder, name));
  if (text.length < 1024) continue; // nothing to gain
  writeFileSync(join(folder, `${name}.gz`), gzipSync(text, { level: 9 }));
  const most = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text, most));
}
