//! Whether mails about applications and accounts arrived: what the mail server said, what came back, and sending again.

mod bounce;
mod handlers;
mod repository;
mod resend;
mod routes;
mod service;

pub use bounce::{Bounce, read_report, record as record_bounce};
pub use repository::{erase, sweep};
pub use routes::configure;
pub use service::{About, lost, newest, send};
