// A TCP proxy before a server that breaks one thing at one chosen moment: at the Nth
// operation (a connection made, or a request sent on any of them, in the order they come
// in), or behind so many bytes of answers. What it can break is in `Fault`.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { sleep } from '../../src/base/clock.js';
import { FaultLink } from './fault-link.js';

export type Fault =
  /**
   * `at`: before the request goes on its way, when it has gone, or behind so many bytes that
   * come back. `all`: the network is gone, for new connections too.
   */
  | {
      readonly do: 'cut';
      readonly at: 'request' | 'sent' | number;
      readonly reset?: boolean;
      readonly all?: boolean;
    }
  /** When the request has gone that side has nothing more to say, but listens on. */
  | { readonly do: 'half-close'; readonly side: 'client' | 'server' }
  /** Nothing goes through any more, for so long or for ever. */
  | { readonly do: 'stall'; readonly ms?: number; readonly all?: boolean }
  /** Answers come in pieces from here on, on every connection. */
  | { readonly do: 'trickle'; readonly bytes: number; readonly pauseMs: number }
  /** Of the answer's packet of that number a byte of the header is another one. */
  | {
      readonly do: 'corrupt';
      readonly packet: number;
      readonly at: number;
      readonly flip: number;
    }
  /** Something is done before the request goes on its way, or when it has gone. */
  | { readonly do: 'call'; readonly at: 'request' | 'sent'; call(strike: Strike): Promise<void> };

/**
 * When: at an operation, counted from 1, or at the first that `requests` tells so, or behind
 * so many bytes of all answers.
 */
export type Place =
  | { readonly operation: number }
  | { readonly request: RegExp }
  | { readonly bytes: number };

/** What was struck. */
export interface Strike {
  readonly operation: number;
  /** Which connection, counted from 0. */
  readonly link: number;
  /** The server's number of it, once it has said so. */
  readonly connectionId: number | undefined;
  /** `connect`, `login`, or the request. */
  readonly request: string;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

export class FaultProxy {
  readonly host: string = '127.0.0.1';
  readonly #target: Address;
  readonly #listener: Server;
  readonly #fault: Fault | undefined;
  readonly #place: Place;
  readonly #links: FaultLink[] = [];
  /** All operations so far: the connection, counted from 0, and the request: `1 FLUSH TABLES`. */
  readonly requests: string[] = [];
  /** Bytes the server has sent. */
  answered = 0;
  #port = 0;
  #pieces: FaultLink['pieces'];
  #strike: Strike | undefined;
  #hasHappened = false;
  #onHappened: (() => void) | undefined;
  /** Nobody gets through until it settles. */
  #stalled: Promise<void> | undefined;

  private constructor(target: Address, fault: Fault | undefined, place: Place) {
    this.#target = target;
    this.#fault = fault;
    this.#place = place;
    this.#listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) =>
      this.#accept(client),
    );
  }

  static async start(
    target: Address,
    fault?: Fault,
    place: Place = { operation: 1 },
  ): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, fault, place);
    proxy.#listener.listen(0, proxy.host);
    await once(proxy.#listener, 'listening');
    proxy.#port = (proxy.#listener.address() as AddressInfo).port;
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  /** Undefined until the fault has happened: what it was meant for may have had no answer. */
  get strike(): Strike | undefined {
    return this.#hasHappened ? this.#strike : undefined;
  }

  /** The server's numbers of the connections made so far. */
  get connectionIds(): readonly number[] {
    return this.#links.flatMap(({ connectionId }) => connectionId ?? []);
  }

  /** Resolves when the fault has happened. */
  async struck(): Promise<void> {
    if (this.#hasHappened) return;
    await new Promise<void>((resolve) => {
      this.#onHappened = resolve;
    });
  }

  /** Drops what is left. */
  close(): void {
    this.#listener.close();
    for (const link of this.#links) link.cut(false);
  }

  #accept(client: Socket): void {
    const link = new FaultLink(client, this.#links.length, {
      request: async (request) => await this.#takeRequest(link, request),
      answer: (bytes) => this.#countAnswer(link, bytes),
      flowing: async () => await this.#stalled,
    });
    link.pieces = this.#pieces;
    this.#links.push(link);
    void this.#takeRequest(link, 'connect').then((passes) => {
      if (passes) link.open(connect({ ...this.#target, allowHalfOpen: true, noDelay: true }));
    });
  }

  /** False where the request is not to be passed on. */
  async #takeRequest(link: FaultLink, request: string): Promise<boolean> {
    this.requests.push(`${link.index} ${request}`);
    const { length: operation } = this.requests;
    const fault = this.#fault;
    if (fault === undefined || !this.#isPlace(operation)) return true;
    const strike = { operation, link: link.index, connectionId: link.connectionId, request };
    this.#strike = strike;
    return await this.#break(link, fault, strike);
  }

  #isPlace(operation: number): boolean {
    const place = this.#place;
    if ('operation' in place) return place.operation === operation;
    if ('bytes' in place || this.#strike !== undefined) return false;
    return place.request.test(this.requests[operation - 1] ?? '');
  }

  #happened(): void {
    this.#hasHappened = true;
    this.#onHappened?.();
  }

  async #break(link: FaultLink, fault: Fault, strike: Strike): Promise<boolean> {
    switch (fault.do) {
      case 'cut':
        if (fault.at === 'sent') link.whenSent(() => this.#cut(link, fault));
        else if (fault.at === 'request') this.#cut(link, fault);
        else link.cutAfter(fault.at, () => this.#cut(link, fault));
        return fault.at !== 'request';
      case 'half-close':
        link.whenSent(() => {
          link.halfClose(fault.side);
          this.#happened();
        });
        return true;
      case 'stall':
        this.#stall(link, fault);
        return true;
      case 'trickle':
        this.#pieces = fault;
        for (const each of this.#links) each.pieces = fault;
        this.#happened();
        return true;
      case 'corrupt':
        link.corrupt(fault, () => this.#happened());
        return true;
      case 'call':
        if (fault.at === 'request') await fault.call(strike);
        else link.whenSent(() => void fault.call(strike));
        this.#happened();
        return true;
    }
  }

  #cut(link: FaultLink, { all, reset = false }: Extract<Fault, { do: 'cut' }>): void {
    this.#happened();
    if (all !== true) return link.cut(reset);
    this.#listener.close();
    for (const each of this.#links) each.cut(reset);
  }

  #stall(link: FaultLink, { ms, all }: Extract<Fault, { do: 'stall' }>): void {
    const over = ms === undefined ? new Promise<void>(() => undefined) : sleep(ms);
    this.#happened();
    if (all === true) this.#stalled = over;
    else link.stalled = over;
  }

  /** Called with the length of each piece of an answer before it is passed on. */
  #countAnswer(link: FaultLink, bytes: number): void {
    const before = this.answered;
    this.answered += bytes;
    const place = this.#place;
    const fault = this.#fault;
    if (!('bytes' in place) || fault?.do !== 'cut') return;
    if (before > place.bytes || this.answered <= place.bytes) return;
    link.cutAfter(place.bytes - before, () => this.#cut(link, fault));
    const { length: operation } = this.requests;
    const { index, connectionId } = link;
    this.#strike = { operation, link: index, connectionId, request: `byte ${place.bytes}` };
  }
}
