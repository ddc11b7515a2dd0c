//! Schools, classes, students and staff: the list of schools, the look-up of a child, and the import.

mod handlers;
pub mod import;
mod leaving;
mod repository;
mod romanisation;
mod routes;
mod school_list;
mod service;
mod uploads;

pub use import::take_turn;
pub use leaving::end_carry_overs;
pub use repository::{StudentRow, find_at_school, lock_students};
pub use routes::configure;
pub use school_list::SchoolListCache;
pub use service::{identity, looked_up, looked_up_ids, looked_up_students, students_by_id, sweep};
pub use uploads::{run_check, settle_lost_checks};
