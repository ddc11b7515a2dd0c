//! 其他監護人: whoever is bound to a child is told of others who apply for it, and can object; the school's registrar
//! settles that, about a protected child the protection desk.

mod handlers;
mod model;
mod notices;
mod objections;
mod repository;
mod routes;
mod settling;

pub use notices::{Notice, notice, tell_guardians};
pub use objections::{erase, held, lapse};
pub use repository::{give_to, holds_up, is_open_on, states};
pub use routes::configure;
