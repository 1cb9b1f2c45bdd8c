import { writeBankFile } from './bank-file.ts';

/** A process of its own: what writing a large file leaves in memory is not the reader's. Arguments: path and bytes; prints the rows. */
const [path = '', bytes = ''] = process.argv.slice(2);
process.stdout.write(String(await writeBankFile(path, Number(bytes))));
