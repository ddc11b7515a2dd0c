//! 審核家長親子連結申請: the homeroom teacher's classes, grid and batch decisions [B][T].

mod decisions;
mod desk;
mod evidence;
mod export;
mod filter;
mod halting;
mod handlers;
mod papers;
mod reminders;
mod repository;
mod routes;
mod service;
mod undo;
mod unmasking;

pub use decisions::{acting_role, approve_confirmed};
pub use desk::desk;
pub use halting::{halt_approvals, release_approvals, return_for_papers};
pub use repository::{own_applications, sealed::hidden_applications, was_decided};
pub use routes::configure;
