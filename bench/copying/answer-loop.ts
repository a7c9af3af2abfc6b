// A server that answers every request at once with what S3 says of a copy: what a client costs is all that is left to measure. Its first
// line of output is its port.
import { createServer, type AddressInfo } from 'node:net';

const BODY =
  '<?xml version="1.0" encoding="UTF-8"?>\n<CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LastModified>2026-11-29T13:00:00.000Z</LastModified><ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag></CopyObjectResult>';
const HEAD = [
  'HTTP/1.1 200 OK',
  'x-amz-id-2: 00000000000000000000000000000000000000000000000000000000000000000000000000000000',
  'x-amz-request-id: 0000000000000000',
  'Date: Sun, 29 Nov 2026 13:00:00 GMT',
  'x-amz-version-id: 00000000000000000000000000000000',
  'Content-Type: application/xml',
  'Server: AmazonS3',
  `Content-Length: ${Buffer.byteLength(BODY)}`,
];
const ANSWER = Buffer.from(`${HEAD.join('\r\n')}\r\n\r\n${BODY}`);

const server = createServer((socket) => {
  let left = '';
  socket.setNoDelay(true);
  // No request has a body.
  socket.on('data', (bytes: Buffer) => {
    const requests = (left + bytes.toString('latin1')).split('\r\n\r\n');
    left = requests.pop() ?? '';
    for (let answered = 0; answered < requests.length; answered += 1) socket.write(ANSWER);
  });
  socket.on('error', () => undefined);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
