/** What the server says when it refuses: RFC 9457, with a code to rely on and a sentence to show. */
export interface ProblemBody {
  status: number;
  code: string;
  title: string;
  detail: string;
  request_id?: string;
  errors?: { loc: (string | number)[]; msg: string; type: string }[];
  [extra: string]: unknown;
}

/** A refusal by the server, thrown where its answer was awaited. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    super(body.detail);
    this.name = "Problem";
    this.status = body.status;
    this.code = body.code;
    this.body = body;
  }

  /** The sentences about single fields, by the field's name; one about an entry is its list's too. */
  get fields(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const { loc, msg } of this.body.errors ?? []) {
      const name = loc.slice(loc[0] === "body" ? 1 : 0).join(".");
      found[name] ??= msg.replace(/^./, (c) => c.toUpperCase());
      found[name.split(".", 1)[0] as string] ??= found[name];
    }
    return found;
  }
}

/** The server could not be reached at all. */
export class Unreachable extends Error {
  constructor() {
    super("unreachable");
    this.name = "Unreachable";
  }
}

/** The code of what has none. */
export const FOREIGN = "foreign";

/** Whether trying the same again may help: nothing was refused, the way was blocked. */
export function isPassing(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof Problem && error.status >= 500);
}

/** Reads an answer that is no success, also one that a proxy on the way wrote. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = await response.json().catch(() => null);
  if (body !== null && typeof body === "object" && "code" in body) {
    return new Problem(body as ProblemBody);
  }
  return foreign(response);
}

/** An answer that is none of the server's own, such as a proxy's. */
export function foreign(response: Response): Problem {
  const { status, statusText } = response;
  return new Problem({
    status,
    code: FOREIGN,
    title: statusText,
    detail: `${status} ${statusText}`.trim(),
  });
}
