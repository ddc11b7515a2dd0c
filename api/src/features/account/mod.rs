//! Single-sign-on accounts 「臺北市校園單一身分驗證服務」: opening, signing in, passwords, sessions, bound children.

mod handlers;
mod opening;
mod person;
mod repository;
mod routes;
mod service;

pub use opening::{
    Contact, NewAccount, Reissued, activation_url, bind, contact, create, find_by_national_id, open_for_application,
    reissue, set_demo_password,
};
pub use person::{PersonalData, email, find_person, known_account, national_id};
pub use repository::sweep;
pub use routes::configure;
pub use service::{find_session, is_homeroom_teacher};
