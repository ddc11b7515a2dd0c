use super::handlers;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(handlers::submit_applications)
        .service(handlers::list_applications)
        .service(handlers::get_application)
        .service(handlers::get_application_form)
        .service(handlers::get_contacts_of_application)
        .service(handlers::send_again)
        .service(handlers::cancel_application)
        .service(handlers::send_email_confirmation)
        .service(handlers::confirm_email);
}
