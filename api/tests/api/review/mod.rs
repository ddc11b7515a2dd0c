//! The homeroom teacher's classes, grid and decisions.

mod approval;
mod decisions;
mod grid;
mod undo;
