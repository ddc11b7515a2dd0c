//! Single-sign-on accounts 「臺北市校園單一身分驗證服務」: opening, signing in, passwords, sessions, the own data,
//! bound children.

mod bindings;
mod children;
mod contact_change;
mod handlers;
mod leaving;
mod opening;
mod own;
mod parties;
mod person;
mod repository;
mod revoking;
mod routes;
mod service;

pub use bindings::{
    BoundGuardian, binding, binding_of_application, bindings_of_applications, bound_accounts, bound_students,
    end_binding, end_of_applications, end_of_student, ended_guardians, guardians_binding, guardians_of, language_of,
    move_bindings, note_ending_seal, others_bound,
};
pub use children::children_to_tell;
pub use leaving::{Leaving, erase, held, held_bindings, held_sessions, leaving, owner, set_national_id};
pub use opening::{
    Contact, NewAccount, Reissued, activation_url, bind, bind_carer, contact, contact_about, create,
    find_by_national_id, find_named, open_for_application, reissue, set_demo_password, sign_in_name_index,
};
pub use own::end_sessions_of;
pub use parties::{check_no_party, check_not_own, own_children};
pub use person::{PersonalData, email, find_person, known_account, names, national_id, national_id_index, people};
pub use repository::{is_owners, is_unused, owners_among, sweep, unproved_among};
pub use revoking::revoke;
pub use routes::configure;
pub use service::{confirm_password, find_session, sign_out};
