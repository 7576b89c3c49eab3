import { open, type FileHandle } from 'node:fs/promises';
import type { ExportBatch, Exporter } from './exporter.ts';

/**
 * Appends every record to a file, one JSON object a line, and acknowledges when it is on the disk.
 * After a kill the last batch may be there twice, and its first copy may end in half a line.
 */
export async function openFileExporter(path: string): Promise<Exporter> {
  const file = await open(path, 'a');
  return new FileExporter(file);
}

class FileExporter implements Exporter {
  readonly id = 'file';
  private readonly file: FileHandle;

  constructor(file: FileHandle) {
    this.file = file;
  }

  async export(batch: ExportBatch): Promise<number> {
    await this.file.appendFile(`${batch.lines.join('\n')}\n`);
    await this.file.datasync();
    return batch.lastPosition;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
