//! 保護個案: protective seals. A sealed child's guardians and applications are the protection desk's alone, and nobody
//! outside can tell.

mod handlers;
mod lifting;
mod lookup;
mod model;
mod repository;
mod routes;
mod seals;

pub use repository::{
    hide_moves, is_named_since, is_sealed, sealed_among, sealed_at, sealed_elsewhere, sealed_students, was_sealed,
};
pub use routes::configure;
