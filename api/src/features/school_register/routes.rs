use super::handlers;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(handlers::list_school_records).service(handlers::add_school).service(handlers::change_school);
}
