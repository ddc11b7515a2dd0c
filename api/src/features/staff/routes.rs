use super::handlers;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(handlers::list_staff_roles)
        .service(handlers::grant_staff_role)
        .service(handlers::end_staff_role)
        .service(handlers::list_own_schools)
        .service(handlers::list_homeroom_assignments)
        .service(handlers::assign_homeroom)
        .service(handlers::end_homeroom_assignment);
}
