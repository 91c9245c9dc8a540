-- What was not answered, and what officers thought of answers. Words are those of the guidance's own
-- vocabulary. There is nobody's id in here, and no time, only a day.

create table feedback (
    kind text not null,
    words text not null,
    nearest text not null,
    content text not null,
    role text not null,
    day text not null,
    times integer not null,
    expires text not null,
    primary key (kind, words, nearest, content, role, day)
);

create index feedback_expires on feedback (expires);
