use super::handlers;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(handlers::list_undelivered_mails)
        .service(handlers::send_mail_again)
        .service(handlers::report_bounce);
}
