//! The steps that most stories begin with.

use super::{Answer, Child, City, Client, NEW_PASSWORD, Parent};
use kinbind_api::{commands::demo::DEMO_PASSWORD, features::staff};
use serde_json::{Value, json};
use shared_types::{
    List,
    application::BindingApplication,
    review::{DecisionResults, ReviewClass, ReviewPage, ReviewRow},
    school::StudentLookup,
    verification::ContactVerification,
};
use std::ops::Deref;
use uuid::Uuid;

/// Somebody who entered a one-time code.
#[derive(Clone)]
pub struct Applicant {
    pub client: Client,
}

impl Deref for Applicant {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// A signed-in homeroom teacher.
#[derive(Clone)]
pub struct Teacher {
    pub client: Client,
}

impl Deref for Teacher {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

pub fn drawn_signature() -> Value {
    json!({ "kind": "drawn", "width": 300, "height": 150, "strokes": [[[11, 13], [117, 83], [211, 19]]] })
}

impl City {
    /// Asks for a code and delivers it.
    pub async fn send_code(&self, address: &str) -> ContactVerification {
        let asked = json!({ "channel": "email", "address": address });
        let sent = self.client().post("contact-verifications", asked).await.expect(201).json();
        self.work_outbox().await;
        sent
    }

    /// The six digits of the newest mail to that address.
    pub fn code_sent_to(&self, address: &str) -> String {
        let subject = self.smtp.last_to(address).subject;
        let digits: String = subject.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(digits.len(), 6, "{subject}");
        digits
    }

    /// Somebody who has proved an e-mail address.
    pub async fn applicant(&self, address: &str) -> Applicant {
        let sent = self.send_code(address).await;
        let client = self.client();
        let attempt = json!({ "code": self.code_sent_to(address) });
        client.post(&format!("contact-verifications/{}/attempts", sent.id), attempt).await.expect(201);
        Applicant { client }
    }

    /// `lin` signs in as `lin@school.example.tw`.
    pub async fn teacher(&self, name: &str) -> Teacher {
        Teacher { client: self.signed_in(&format!("{name}@school.example.tw"), DEMO_PASSWORD).await }
    }

    /// `lai` signs in as an officer of the bureau.
    pub async fn officer(&self) -> Client {
        assert!(staff::appoint_officer(&self.state, "lai@school.example.tw", true).await.unwrap());
        self.teacher("lai").await.client
    }

    /// Has an officer grant a role to `chang`, and signs in as `chang@school.example.tw`.
    pub async fn with_role(&self, name: &str, role: &str, school_code: Option<&str>) -> Teacher {
        let mut grant = json!({ "person": format!("{name}@school.example.tw"), "role": role });
        if let Some(code) = school_code {
            grant["school_code"] = json!(code);
        }
        self.officer().await.post("staff-roles", grant).await.expect(201);
        self.teacher(name).await
    }

    pub async fn signed_in(&self, login: &str, password: &str) -> Client {
        let client = self.client();
        client.post("sessions", json!({ "login": login, "password": password })).await.expect(201);
        client
    }

    /// A parent applies for children and is approved by the teacher; accounts and mails are made.
    pub async fn bound(&self, parent: &Parent, children: &[Child], teacher: &Teacher) -> Vec<BindingApplication> {
        let sent = self.applicant(parent.email).await.apply(parent, children).await;
        teacher.approve(&sent).await;
        self.work_outbox().await;
        sent
    }

    /// The parent signs in with the initial password and sets [`NEW_PASSWORD`].
    pub async fn settled(&self, parent: &Parent) -> Client {
        let client = self.signed_in(parent.email, parent.initial_password()).await;
        client.put("accounts/me/password", json!({ "new_password": NEW_PASSWORD })).await.expect(200);
        client
    }
}

impl Applicant {
    pub async fn look_up(&self, child: &Child) -> StudentLookup {
        self.post("student-lookups", child.lookup()).await.expect(201).json()
    }

    /// Reads and accepts the consent text.
    pub async fn accept_consent(&self) -> Uuid {
        self.answer_consent("accepted").await
    }

    pub async fn answer_consent(&self, answer: &str) -> Uuid {
        let document = self.get("consent-documents/current").await.expect(200).value();
        let body = json!({ "consent_document_id": document["id"], "answer": answer });
        let record = self.post("consent-records", body).await.expect(201).value();
        record["id"].as_str().unwrap().parse().unwrap()
    }

    /// A whole form, ready to be sent or made wrong.
    pub async fn form(&self, parent: &Parent, children: &[Child]) -> Value {
        let mut students = Vec::new();
        for child in children {
            students.push(json!({ "lookup_id": self.look_up(child).await.id, "relationship": "father" }));
        }
        json!({
            "consent_record_id": self.accept_consent().await,
            "students": students,
            "applicant": parent.form(),
            "signature": drawn_signature(),
        })
    }

    pub async fn apply(&self, parent: &Parent, children: &[Child]) -> Vec<BindingApplication> {
        let form = self.form(parent, children).await;
        let sent: List<BindingApplication> = self.post("binding-applications", form).await.expect(201).json();
        sent.items
    }

    /// Sends a returned application again, with a form of the parent and another or the same relationship.
    pub async fn send_again(&self, returned: Uuid, parent: &Parent, relationship: &str) -> Answer {
        let version = self.application(returned).await.version;
        let correction = json!({
            "version": version, "relationship": relationship, "applicant": parent.form(), "signature": drawn_signature(),
        });
        self.post(&resubmissions(returned), correction).await
    }

    pub async fn application(&self, id: Uuid) -> BindingApplication {
        self.get(&format!("binding-applications/{id}")).await.expect(200).json()
    }
}

impl Teacher {
    /// The class; the demo's teachers have one each.
    pub async fn class(&self) -> ReviewClass {
        let mut classes: List<ReviewClass> = self.get("classes").await.expect(200).json();
        assert_eq!(classes.items.len(), 1);
        classes.items.remove(0)
    }

    /// A page of the grid, with anything of the query.
    pub async fn grid(&self, query: &str) -> ReviewPage {
        let class = self.class().await.id;
        self.get(&format!("classes/{class}/binding-applications?{query}")).await.expect(200).json()
    }

    pub async fn pending(&self) -> Vec<ReviewRow> {
        self.grid("").await.items
    }

    /// Decides, and tells of each row what the problem was, if any.
    pub async fn decide(&self, decisions: &[Value]) -> Vec<Option<&'static str>> {
        let answer = self.post("review-decisions", json!({ "decisions": decisions })).await.expect(200);
        let results: DecisionResults = answer.json();
        results.results.into_iter().map(|result| result.problem.map(|problem| problem.code())).collect()
    }

    pub async fn approve(&self, applications: &[BindingApplication]) {
        let decisions: Vec<_> = applications.iter().map(|sent| approval(sent.id, sent.version)).collect();
        assert!(self.decide(&decisions).await.iter().all(Option::is_none));
    }

    pub async fn send_back(&self, application: &BindingApplication, reason: &str) {
        assert_eq!(self.decide(&[return_(application.id, application.version, reason)]).await, [None]);
    }
}

pub fn resubmissions(application: Uuid) -> String {
    format!("binding-applications/{application}/resubmissions")
}

pub fn approval(application: Uuid, version: u32) -> Value {
    json!({ "application_id": application, "version": version, "outcome": "approve" })
}

pub fn return_(application: Uuid, version: u32, reason: &str) -> Value {
    json!({ "application_id": application, "version": version, "outcome": "return", "reason": { "note": reason } })
}
