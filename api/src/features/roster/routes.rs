use super::{handlers, uploads::handlers as uploads};
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(handlers::list_schools)
        .service(handlers::look_up_student)
        .service(handlers::depart_student)
        .service(handlers::set_guardian_places)
        .service(uploads::get_roster_template_csv)
        .service(uploads::get_roster_template_xlsx)
        .service(uploads::upload_roster)
        .service(uploads::list_roster_imports)
        .service(uploads::get_roster_import)
        .service(uploads::list_roster_problems)
        .service(uploads::list_roster_changes)
        .service(uploads::confirm_roster_import);
}
