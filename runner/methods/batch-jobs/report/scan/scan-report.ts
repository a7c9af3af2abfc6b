// The thread that reads parts of completion reports: a program of its own, which the package holds beside the runner.
import { parentPort } from 'node:worker_threads';
import { Scanning, type ScanningOrder } from './scanning';

const scanning = new Scanning();

parentPort?.on('message', (order: ScanningOrder) => {
  const answer = scanning.do(order);
  const memory =
    typeof answer === 'object'
      ? [answer.prints, answer.folderOf, ...answer.failed.versions].map(({ buffer }) => buffer)
      : [];
  const moved = memory.filter((one) => one instanceof ArrayBuffer);
  parentPort?.postMessage(answer, moved);
});
