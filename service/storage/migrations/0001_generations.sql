-- The truth about every generation: what was asked, how it went, what came out.
CREATE TABLE media (
    sha256       text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    content_type text NOT NULL,
    data         bytea NOT NULL,
    width        integer,
    height       integer,
    created_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE generations (
    id              uuid PRIMARY KEY,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    status          text NOT NULL DEFAULT 'queued'
                    CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    outcome         text,             -- service/outcomes.py; null while it is not over
    detail          text NOT NULL DEFAULT '',
    generation_type text NOT NULL,
    input_mode      text NOT NULL,
    stack           text NOT NULL,
    prompt          jsonb NOT NULL,   -- {text, instruction, images: ["media:<sha256>"]}
    history         jsonb NOT NULL DEFAULT '[]',
    current_code    text NOT NULL DEFAULT '',
    options         jsonb NOT NULL DEFAULT '{}',
    wanted          text,             -- the generator the client asked for
    model           text,
    parent_id       uuid,
    trace_id        text NOT NULL,
    traceparent     text NOT NULL,
    connection_id   text NOT NULL,
    generator       text,             -- the generator that ran, and its honest label
    engine          text,
    attempt         integer NOT NULL DEFAULT 0,
    worker          text,
    claimed_at      timestamptz,
    first_chunk_at  timestamptz,
    ended_at        timestamptz,
    remarks         jsonb NOT NULL DEFAULT '[]',
    usage           jsonb,
    last_seq        bigint NOT NULL DEFAULT 0
);
CREATE INDEX generations_by_time ON generations (created_at DESC, id DESC);
CREATE INDEX generations_not_over ON generations (created_at) WHERE status IN ('queued', 'running');

-- The code: version 1 is what was generated, each edit adds one.
CREATE TABLE versions (
    generation_id uuid NOT NULL REFERENCES generations ON DELETE CASCADE,
    n             integer NOT NULL CHECK (n > 0),
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    origin        text NOT NULL CHECK (origin IN ('generated', 'edited')),
    code          text NOT NULL,
    bytes         integer NOT NULL,
    sha256        text NOT NULL,
    PRIMARY KEY (generation_id, n)
);
