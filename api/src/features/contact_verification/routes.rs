use super::handlers;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(handlers::request_code)
        .service(handlers::try_code)
        .service(handlers::open_applicant_session)
        .service(handlers::get_applicant_session)
        .service(handlers::end_applicant_session);
}
