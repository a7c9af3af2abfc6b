// What reads what S3 has written of millions of objects: how many rows a second, in how much memory. Each part says in its own file what
// it measures and what would make its figures misleading.
import { loadavg, totalmem } from 'node:os';
import { buildRunner, inTemporaryFolder } from '../child-process';
import { rounded, type Figures } from '../figures';
import { inventoryFigures } from './inventories';
import { reportFigures } from './report';
import { verifyFigures } from './verify';

type Part = (quick: boolean, runner: string, folder: string) => Promise<Figures>;

const PARTS: readonly Part[] = [reportFigures, inventoryFigures, verifyFigures];

export function evidenceBench(quick: boolean): Promise<Figures> {
  return figuresOf(PARTS, quick);
}

/** The completion reports alone. */
export function reportBench(quick: boolean): Promise<Figures> {
  return figuresOf([reportFigures], quick);
}

/** The two inventories alone. */
export function inventoriesBench(quick: boolean): Promise<Figures> {
  return figuresOf([inventoryFigures], quick);
}

async function figuresOf(parts: readonly Part[], quick: boolean): Promise<Figures> {
  const before = { loadAverageBefore: rounded(loadavg()[0] ?? 0), memoryMib: Math.round(totalmem() / 1024 ** 2) };
  return inTemporaryFolder(async (folder) => {
    const runner = buildRunner(folder);
    let figures: Figures = before;
    for (const part of parts) figures = { ...figures, ...(await part(quick, runner, folder)) };
    return figures;
  });
}
