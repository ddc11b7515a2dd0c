//! The homeroom teacher's classes, grid and decisions.

mod approval;
mod decisions;
mod evidence;
mod export;
mod filters;
mod grid;
mod papers;
mod refusals;
mod reminders;
mod students;
mod two_reviewers;
mod undo;
