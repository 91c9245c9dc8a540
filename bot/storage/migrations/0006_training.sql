-- Exercises and what was decided in them. They are no encounters and stand in tables of their own, so that
-- nothing that counts encounters can count them.

create table exercises (
    id text primary key,
    owner text not null,
    pin text not null,
    begun_at text not null,
    revision integer not null,
    updated_at text not null
);

create index exercises_owner on exercises (owner, updated_at);

create index exercises_updated on exercises (updated_at);

create table decisions (
    exercise text not null references exercises (id),
    seq integer not null,
    at text not null,
    by text not null,
    kind text not null,
    command text not null,
    stage text,
    value text not null,
    primary key (exercise, seq)
);
