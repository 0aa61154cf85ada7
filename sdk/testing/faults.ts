import type { IncomingMessage, ServerResponse } from "node:http";

/** Responds to a request instead of the API. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => void;

/** Responds with this status, body and headers. */
export function answer(status: number, body: unknown = "", headers: Record<string, string> = {}): Fault {
  return (_request, response) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const contentType = typeof body === "string" ? "text/plain" : "application/json";
    response.writeHead(status, { "content-type": contentType, ...headers });
    response.end(text);
  };
}

/** The four shapes of error responses. */
export const errorShapes = {
  gateway: (message: string) => ({ status: "failure", message }),
  controlPlane: (message: string, errorCode: string) => ({ success: false, data: { message, errorCode } }),
  provider: (message: string, code: string | null = null, provider = "openai") => ({
    error: { message: `${provider} error: ${message}`, type: "invalid_request_error", param: null, code },
    provider,
  }),
  html: (title: string) =>
    `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
} as const;

/** Closes the connection without a response. */
export const reset: Fault = (request) => request.socket.resetAndDestroy();

/** Never responds. */
export const hang: Fault = () => undefined;
