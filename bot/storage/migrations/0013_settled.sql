-- Questions that the content owner has accepted or rejected in a review, in the same known words as
-- in feedback, so that they are not shown again until then.

create table settled (
    kind text not null,
    words text not null,
    expires text not null,
    primary key (kind, words)
);

create index settled_expires on settled (expires);
