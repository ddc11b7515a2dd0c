//! Homeroom teachers, substitutes, and what a registrar sees.

use super::*;
use kinbind_api::features::roster::import;
use shared_types::{List, application::BindingApplication, review::ReviewClass, staff::OwnSchool};
use time::Month;
use uuid::Uuid;

fn assignments(school: &str) -> String {
    format!("schools/{school}/homeroom-assignments")
}

/// `chang`, whose own class is at another school, is registrar of 內湖國小.
async fn registrar(city: &City) -> Teacher {
    city.with_role("chang", "registrar", Some(NEIHU)).await
}

async fn import_file(city: &City, name: &str, content: &str) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), content).unwrap();
    import::import_folder(&city.state, folder.path(), import::Options::default()).await.unwrap();
}

async fn classes(client: &Client) -> Vec<ReviewClass> {
    client.get("classes").await.expect(200).json::<List<ReviewClass>>().items
}

/// Until the school year after the present one begins.
fn until_august(city: &City) -> Duration {
    let today = taiwan_time::in_taipei(city.state.now());
    let year = today.year() + i32::from(u8::from(today.month()) >= 8);
    taiwan_time::start_of_day(Date::from_calendar_date(year, Month::August, 1).unwrap()) - city.state.now()
}

fn substitute(city: &City, name: &str, class: Uuid) -> Value {
    let (person, until) = (format!("{name}@school.example.tw"), text(day(city, 1)));
    json!({ "person": person, "class_id": class, "is_substitute": true, "until": until })
}

on_both! {
    async fn a_registrar_has_a_school_that_has_no_classes_yet(city: City) {
        const EMPTY: &str = "313501";
        let chang = registrar(&city).await;
        city.with_role("chang", "registrar", Some(EMPTY)).await;
        let own: List<OwnSchool> = chang.get("own-schools").await.expect(200).json();
        let own: Vec<_> = own.items.iter().map(|school| (school.code.as_str(), school.name.as_str())).collect();
        assert_eq!(own, [(EMPTY, "市立介壽國中"), (NEIHU, "市立內湖國小")]);
        assert!(!classes(&chang).await.iter().any(|class| class.school_code == EMPTY));
        city.teacher("lin").await.get("own-schools").await.problem(403, "not_allowed");
        city.client().get("own-schools").await.problem(401, "not_signed_in");
    }

    async fn a_substitute_has_the_class_for_the_days_given(city: City) {
        let (registrar, class) = (registrar(&city).await, city.teacher("lin").await.class().await.id);
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        let body = substitute(&city, "wu", class);
        let given: HomeroomAssignment = registrar.post(&assignments(NEIHU), &body).await.expect(201).json();
        assert_eq!((given.class_id, given.is_substitute, given.standing), (class, true, Standing::InForce));
        assert_eq!((given.from, given.until), (day(&city, 0), Some(day(&city, 1))));
        let again: HomeroomAssignment = registrar.post(&assignments(NEIHU), &body).await.expect(200).json();
        assert_eq!(again.id, given.id);

        let wu = city.teacher("wu").await;
        assert!(classes(&wu).await.iter().any(|own| own.id == class && own.may_decide));
        assert_eq!(wu.decide(&[approval(sent[0].id, 1)]).await, [None]);
        city.advance(Duration::days(2));
        let wu = city.teacher("wu").await;
        wu.get(&format!("classes/{class}/binding-applications")).await.problem(404, "not_found");
        // The class has had its own teacher all along.
        assert_eq!(city.teacher("lin").await.class().await.id, class);
    }

    async fn whose_class_was_ended_sees_nothing_at_the_next_request(city: City) {
        let (registrar, lin) = (registrar(&city).await, city.teacher("lin").await);
        let class = lin.class().await.id;
        let query = format!("{}?class_id={class}", assignments(NEIHU));
        let list: Page<HomeroomAssignment> = registrar.get(&query).await.expect(200).json();
        assert_eq!((list.total, list.items[0].name.as_str()), (1, LIN_SHUHUI.name));
        let one = format!("{}/{}", assignments(NEIHU), list.items[0].id);
        registrar.delete(&one).await.expect(204);
        lin.get("classes").await.problem(403, "not_allowed");
        lin.get(&format!("classes/{class}/binding-applications")).await.problem(403, "not_allowed");
        assert_eq!(roles_of(&lin).await, json!(["guardian"]));
        registrar.delete(&one).await.problem(404, "not_found");
        let over: Page<HomeroomAssignment> = registrar.get(&format!("{query}&over=true")).await.expect(200).json();
        assert_eq!((over.total, over.items[0].standing), (1, Standing::Over));
    }

    async fn next_years_classes_take_nobodys_before_august(city: City) {
        let (lin, chang) = (city.teacher("lin").await, city.teacher("chang").await);
        let class = lin.class().await.id;
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        let next_year = "school_code,school_year,level,grade,name\n403601,116,elementary,6,六年一班\n";
        import_file(&city, "classes.csv", next_year).await;
        assert_eq!(lin.class().await.id, class);
        assert_eq!(lin.decide(&[approval(sent[0].id, 1)]).await, [None]);
        city.advance(until_august(&city) - Duration::minutes(1));
        assert_eq!(city.teacher("lin").await.class().await.id, class);
        city.advance(Duration::minutes(1));
        city.teacher("lin").await.get("classes").await.problem(403, "not_allowed");
        // Another school's year hasn't come.
        drop(chang);
        city.teacher("chang").await.class().await;
    }

    async fn a_year_to_come_is_shown_where_there_is_no_other_or_children_are_in_it(city: City) {
        let lin = city.teacher("lin").await;
        let class = lin.class().await.id;
        city.sql("UPDATE classes SET school_year = 116 WHERE school_code = '403601' AND name = '五年一班'").await;
        assert_eq!(lin.class().await.id, class, "its children are there");
        let registrar = registrar(&city).await;
        let of_school = async || classes(&registrar).await.into_iter().filter(|class| class.school_code == NEIHU).count();
        assert_eq!(of_school().await, 4);
        city.sql("UPDATE students SET left_at = 1 WHERE school_code = '403601'").await;
        lin.get("classes").await.problem(403, "not_allowed");
        assert_eq!(of_school().await, 3);
        city.sql("UPDATE classes SET school_year = 116 WHERE school_code = '403601'").await;
        assert_eq!(lin.class().await.id, class, "the school has no other");
        assert_eq!(of_school().await, 4);
    }

    async fn a_registrar_reads_the_own_schools_and_decides_nothing(city: City) {
        let lin = city.teacher("lin").await;
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        let registrar = registrar(&city).await;
        let classes = classes(&registrar).await;
        // Four of the school, and the own one.
        assert_eq!((classes.len(), classes.iter().filter(|class| class.may_decide).count()), (5, 1));
        assert!(classes.iter().all(|class| class.may_decide == (class.school_code == SANMIN)));
        assert!(classes.iter().all(|class| class.is_of_own_school == (class.school_code == NEIHU)));
        let class = lin.class().await.id;
        let grid = registrar.get(&format!("classes/{class}/binding-applications")).await.expect(200).value();
        assert_eq!(grid["items"][0]["id"], json!(sent[0].id));
        assert_eq!(registrar.decide(&[approval(sent[0].id, 1)]).await, [Some("not_found")]);
        assert_eq!(lin.decide(&[approval(sent[0].id, 1)]).await, [None]);
        // Without a class of the own there is nothing to decide about.
        city.sql("UPDATE homeroom_assignments SET ends_at = 1").await;
        registrar.post("review-decisions", json!({ "decisions": [approval(sent[0].id, 2)] })).await
            .problem(403, "not_allowed");
        registrar.get(&format!("classes/{class}/binding-applications")).await.expect(200);
    }

    async fn another_school_is_not_there(city: City) {
        let (registrar, chen) = (registrar(&city).await, city.teacher("chen").await);
        let (own, others) = (chen.class().await.id, city.teacher("hsu").await.class().await.id);
        registrar.get(&format!("classes/{others}/binding-applications")).await.problem(404, "not_found");
        for school in [SANMIN, "999999"] {
            registrar.get(&assignments(school)).await.problem(404, "not_found");
            let body = substitute(&city, "wu", own);
            registrar.post(&assignments(school), body).await.problem(404, "not_found");
            let one = format!("{}/{}", assignments(school), city.state.new_id());
            registrar.delete(&one).await.problem(404, "not_found");
        }
        let refused = registrar.post(&assignments(NEIHU), substitute(&city, "wu", others)).await;
        refused.problem(422, "invalid_fields").fields(&[("/class_id", "not_found")]);
        chen.get(&assignments(NEIHU)).await.problem(403, "not_allowed");
        chen.post(&assignments(NEIHU), substitute(&city, "wu", own)).await.problem(403, "not_allowed");
        city.client().get(&assignments(NEIHU)).await.problem(401, "not_signed_in");
    }

    async fn what_is_wrong_with_an_assignment_is_told_at_its_field(city: City) {
        let (registrar, class) = (registrar(&city).await, city.teacher("lin").await.class().await.id);
        let give = async |body: Value| registrar.post(&assignments(NEIHU), body).await;
        let mut endless = substitute(&city, "wu", class);
        endless["until"] = Value::Null;
        give(endless).await.problem(422, "invalid_fields").fields(&[("/until", "required")]);
        let nobody = give(substitute(&city, "nobody", class)).await;
        nobody.problem(422, "invalid_fields").fields(&[("/person", "not_found")]);
        // Nobody takes a class alone.
        give(substitute(&city, "chang", class)).await.problem(409, "second_person_needed");
        // Who has the class has it.
        give(substitute(&city, "lin", class)).await.problem(409, "wrong_state");
    }

    async fn an_import_sets_the_teachers_and_leaves_the_substitutes(city: City) {
        let (registrar, lin) = (registrar(&city).await, city.teacher("lin").await);
        let class = lin.class().await.id;
        registrar.post(&assignments(NEIHU), substitute(&city, "wu", class)).await.expect(201);
        let staff = "school_code,class_name,name,email,national_id,mobile\n\
            403601,五年一班,周老師,chou@school.example.tw,A234567893,0911222333\n";
        import_file(&city, "staff.csv", staff).await;
        lin.get("classes").await.problem(403, "not_allowed");
        let query = format!("{}?class_id={class}", assignments(NEIHU));
        let list: Page<HomeroomAssignment> = registrar.get(&query).await.expect(200).json();
        let mut names: Vec<_> = list.items.iter().map(|one| (one.is_substitute, one.name.as_str())).collect();
        names.sort_unstable();
        assert_eq!(names[0], (false, "周老師"));
        assert!(names.len() == 2 && names[1].0, "{names:?}");
    }

    async fn teacher_and_parent_are_one_account(city: City) {
        let (lin, chang) = (city.teacher("lin").await, city.teacher("chang").await);
        lin.post_nothing("applicant-sessions").await.expect(201);
        let applicant = Applicant { client: lin.client.clone() };
        let mut form = applicant.form(&LIN_SHUHUI, &[DAEN]).await;
        form["applicant"] = json!({ "national_id": LIN_SHUHUI.national_id });
        let sent: List<BindingApplication> = lin.post("binding-applications", form).await.expect(201).json();
        chang.approve(&sent.items).await;
        city.work_outbox().await;
        let bound = lin.get("bindings").await.expect(200).value();
        assert_eq!(bound["items"].as_array().unwrap().len(), 1);
        lin.class().await;
    }
}
