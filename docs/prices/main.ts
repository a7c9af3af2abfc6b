// npm run prices
import { renewPrices } from './prices';

void renewPrices(process.argv.slice(2), { out: console.log, err: console.error }).then((code) => {
  process.exitCode = code;
});
