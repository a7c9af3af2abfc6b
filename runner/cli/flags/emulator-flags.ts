// Flags of the local AWS.
import { choice, directory, file, HOW, number, text, texts, toggle, type Flags } from './flag';
import { CONNECTION_FLAGS } from './target-flags';

export const EMULATOR_FLAGS = {
  output: CONNECTION_FLAGS.output,
  settings: CONNECTION_FLAGS.settings,
  port: number(HOW, 'listener', 'port on the loopback address [default: a free one]'),
  seed: file(HOW, 'reads', 'file with what exists at the start'),
  region: text(HOW, 'nothing', 'Region of requests that do not name one'),
  data: directory(HOW, 'writes', 'directory that keeps the state from run to run [default: nothing is kept]'),
  clock: choice(
    HOW,
    'nothing',
    ['system', 'controlled', 'auto'],
    'controlled: time moves on demand; auto: it jumps over every wait [default: system]',
  ),
  'clock-skew-ms': number(HOW, 'nothing', "how far the emulator's clock is ahead of its clients'"),
  timing: texts(HOW, 'nothing', 'how long something takes, for example iamPropagationMs=5000'),
  quirk: texts(
    HOW,
    'nothing',
    'something that S3 does now and then, or in some Regions, for example unreliableFailedCount',
  ),
  fault: texts(HOW, 'nothing', "something that goes wrong, for example 's3:GetObject latencyMs=200 probability=0.1'"),
  'random-seed': number(HOW, 'nothing', 'makes chance the same in every run'),
  'run-functions': toggle(
    HOW,
    'program',
    'let Lambda functions run on this machine as you: anyone who can reach the port can run programs',
  ),
  log: toggle(HOW, 'nothing', 'print each request as JSON on standard error'),
} satisfies Flags;
