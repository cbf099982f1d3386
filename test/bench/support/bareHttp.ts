/**
 * A server of Node's own that takes JSON and answers `{}`: what any recorder in Node needs for a
 * call before it has recorded anything. `node bareHttp.ts PORT`.
 */
import { createServer } from 'node:http';

const server = createServer({ keepAliveTimeout: 75_000, noDelay: true }, (request, response) => {
  let text = '';
  request
    .setEncoding('utf8')
    .on('data', (part: string) => (text += part))
    .on('end', () => {
      if (text !== '') JSON.parse(text);
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 2 });
      response.end('{}');
    });
});
server.listen(Number(process.argv[2]), '127.0.0.1');
