import { createServer, Agent as HttpAgent, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { Destination } from "./destination.ts";
import { Finishing } from "./finishing.ts";
import { Forwarding } from "./forwarding.ts";
import type { Listener } from "./passage.ts";

/** Where the proxy listens, where it leads, and what it keeps. */
export interface ProxyOptions {
  /** An http or https URL; its path comes before that of every request. */
  readonly target: URL;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** The most octets of a body that are kept for judging, decoded or not. Longer ones pass and are not judged. */
  readonly cap: number;
  /** Hold each response, up to the cap, until it has been judged. */
  readonly enforce: boolean;
  /** The time in milliseconds. */
  now(): number;
}

/** A proxy that is listening. */
export interface ServedProxy {
  /** `http://127.0.0.1:4040` */
  readonly url: string;
  /** Ends it: exchanges under way may end within half a second. */
  close(): Promise<void>;
}

const GRACE = 500;

/** Starts a reverse proxy. Rejects with the system's error where it cannot listen. */
export const startProxy = async (options: ProxyOptions, listener: Listener): Promise<ServedProxy> => {
  const secure = options.target.protocol === "https:";
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, scheduling: "lifo" })
    : new HttpAgent({ keepAlive: true, scheduling: "lifo" });
  const destination = new Destination(options.target, agent);
  const finishing = new Finishing(listener);
  const server = createServer(
    { noDelay: true, requestTimeout: 0, maxHeaderSize: 64 * 1024 },
    (incoming: IncomingMessage, outgoing: ServerResponse) => {
      new Forwarding(incoming, outgoing, options, destination, listener, finishing).start();
    },
  );
  server.on("clientError", (error: NodeJS.ErrnoException, duplex) => {
    const socket = duplex as Socket;
    if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
    else socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const { address, family, port } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${port}`,
    close: () => close(server, agent).then(() => finishing.drain()),
  };
};

const close = (server: Server, agent: HttpAgent): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), GRACE);
    server.close(() => {
      clearTimeout(timer);
      agent.destroy();
      resolve();
    });
    server.closeIdleConnections();
  });
