-- What is left undecided is taken up again until it is decided (contract CHG-29).
alter table payments.attempt
  -- When to go on with an undecided attempt, in case that whoever made it is gone by then.
  add column due_at timestamptz not null default now() + interval '45 seconds',
  -- How often it was taken up.
  add column tries smallint not null default 0,
  -- When its operator was told that it is undecided for a day.
  add column alarmed_at timestamptz;

-- What is left to resolve is small, whatever the table's size.
drop index payments.attempt_undecided;
create index attempt_due on payments.attempt (due_at) where state in ('prepared', 'unknown');
