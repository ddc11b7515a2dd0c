//! Step 1 取得驗證碼登入 [C]: a one-time code by e-mail or SMS opens an applicant session.

mod handlers;
mod leaving;
mod model;
mod repository;
mod routes;
mod service;

pub use leaving::erase;
pub use model::SESSION_LIVES;
pub use repository::sweep;
pub use routes::configure;
pub use service::{
    VerifiedContact, account_index, address_index, count_mail, count_send, find_session, offered, take_code,
};
