/** Puts the code together from frames: nothing twice, nothing missing, whatever was replayed or restarted. */
import type { ServerFrame } from "./protocol";

/** UTF-8 length of a string without building its bytes: chunks are many and offsets count bytes. */
export function utf8Length(value: string): number {
  let bytes = 0;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < value.length) {
      bytes += 4;
      i++;
    } else bytes += 3;
  }
  return bytes;
}

/**
 * - `changed`: the text grew or was replaced.
 * - `ignored`: a replayed frame whose content is here already.
 * - `gap`: something between the text and this frame is missing; the frame was not applied.
 */
export type Applied = "changed" | "ignored" | "gap";

export class Assembly {
  code = "";
  bytes = 0;
  attempt = 1;
  lastSeq = 0;

  apply(frame: ServerFrame): Applied {
    switch (frame.type) {
      case "status":
        if (frame.attempt !== undefined && frame.attempt > this.attempt) this.restart(frame.attempt);
        if (frame.seq !== undefined) this.lastSeq = Math.max(this.lastSeq, frame.seq);
        return "ignored";
      case "setCode":
        return this.replace(frame.value, frame.seq, frame.attempt ?? this.attempt);
      case "chunk":
        return this.append(frame.value, frame.seq, frame.offset);
      case "variantComplete":
        if (frame.seq <= this.lastSeq) return "ignored";
        if (frame.bytes !== this.bytes) return "gap";
        this.lastSeq = frame.seq;
        return "ignored";
      default:
        return "ignored";
    }
  }

  /** A worker died and another one begins anew: a generator never repeats itself exactly. */
  private restart(attempt: number): void {
    this.attempt = attempt;
    this.code = "";
    this.bytes = 0;
    this.lastSeq = 0;
  }

  private replace(value: string, seq: number, attempt: number): Applied {
    if (attempt < this.attempt || (attempt === this.attempt && seq < this.lastSeq)) return "ignored";
    this.attempt = attempt;
    this.code = value;
    this.bytes = utf8Length(value);
    this.lastSeq = seq;
    return "changed";
  }

  private append(value: string, seq: number, offset: number): Applied {
    if (seq <= this.lastSeq) return "ignored";
    if (offset !== this.bytes) return "gap";
    this.code += value;
    this.bytes += utf8Length(value);
    this.lastSeq = seq;
    return "changed";
  }
}
