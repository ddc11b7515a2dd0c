//! 校務人員: roles of staff, and homeroom teachers' classes, with their days.

mod handlers;
mod homeroom;
mod model;
mod repository;
mod roles;
mod routes;

pub use homeroom::{Named, follow_list};
pub use model::Period;
pub use repository::homeroom::{class_ids_of, holders, is_homeroom_teacher, leave};
pub use repository::own_schools;
pub use roles::{
    appoint_officer, check_own_school, check_roster_school, check_still_has, has_duties, has_officer, roles_of,
};
pub use routes::configure;
