-- Times are ISO 8601 text in UTC with microseconds, so that they sort as text. JSON is text.

create table encounters (
    id text primary key,
    code text not null,
    owner text not null,
    conversation text not null,
    pin text not null,
    opened_at text not null,
    revision integer not null,
    closed integer not null,
    updated_at text not null
);

-- A code is read out over the radio: it must mean one encounter while that one is open.
create unique index encounters_open_code on encounters (code) where closed = 0;

create index encounters_owner on encounters (owner);

create table events (
    encounter text not null references encounters (id),
    seq integer not null,
    at text not null,
    by text not null,
    kind text not null,
    command text not null,
    person text,
    step text,
    value text not null,
    primary key (encounter, seq)
);

-- encounter repeats what the state says, so that a load is one join.
create table conversations (
    key text primary key,
    encounter text,
    state text not null,
    version integer not null,
    updated_at text not null
);

create table turns (
    key text primary key,
    conversation text not null,
    at text not null,
    replies text not null,
    invoke text,
    sent integer not null
);

create index turns_at on turns (at);

create index turns_unsent on turns (at) where sent = 0;
