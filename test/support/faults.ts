import { gzipSync } from "node:zlib";
import type { Fault } from "../../sdk/testing/faults";

export { answer, errorShapes, hang, reset, type Fault } from "../../sdk/testing/faults";

/** Sends half a body, then closes the connection. */
export const resetInBody: Fault = (request, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"id":"ftjob-');
  setTimeout(() => request.socket.resetAndDestroy(), 20);
};

/** Sends headers and half a body, then nothing more. */
export const hangInBody: Fault = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"id":"ftjob-');
};

/** Says that the body is longer than it is, and closes. */
export const wrongLength: Fault = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "5000" });
  response.write("{}");
  setTimeout(() => response.socket?.end(), 20);
};

/** Says gzip and sends something else. */
export const brokenGzip: Fault = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
  response.end("this is not gzip");
};

/** Sends a small gzip body that unpacks to this many bytes. */
export function gzipBomb(bytes: number): Fault {
  const packed = gzipSync(Buffer.alloc(bytes, " "));
  return (_request, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end(packed);
  };
}

/** Sends a body of this many bytes, as fast as it is taken. */
export function endless(bytes: number): Fault {
  return (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const chunk = Buffer.alloc(64 * 1024, " ");
    let left = bytes;
    const send = (): void => {
      while (left > 0 && !response.destroyed) {
        left -= chunk.length;
        if (!response.write(chunk)) {
          response.once("drain", send);
          return;
        }
      }
      response.end();
    };
    send();
  };
}

/** Sends a body that is gzip already. */
export function zipped(body: Uint8Array): Fault {
  return (_request, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end(body);
  };
}

/** Answers as a server of another protocol does. */
export const notHttp: Fault = (request) => {
  request.socket.end("SSH-2.0-OpenSSH_9.6\r\n");
};

/** Sends a header of 100 kB. */
export const endlessHeaders: Fault = (request) => {
  request.socket.end(`HTTP/1.1 200 OK\r\nx-header: ${"a".repeat(100_000)}\r\n\r\n{}`);
};

/** Answers with 101, as if asked for a web socket. */
export const switchProtocols: Fault = (request) => {
  request.socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n");
};

/** Sends early hints (103) before the answer. */
export function earlyHints(then: Fault): Fault {
  return (request, response) => {
    response.writeEarlyHints({ link: "</style.css>; rel=preload" });
    then(request, response);
  };
}
