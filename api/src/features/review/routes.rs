use super::handlers;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(handlers::list_classes)
        .service(handlers::list_class_applications)
        .service(handlers::export_class_applications)
        .service(handlers::list_class_students)
        .service(handlers::decide_applications)
        .service(handlers::undo_decisions)
        .service(handlers::note_paper_returns)
        .service(handlers::remind_class)
        .service(handlers::remind_school)
        .service(handlers::application_evidence)
        .service(handlers::unmask_applicant);
}
