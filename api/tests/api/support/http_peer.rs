//! Somebody else's server: an SMS provider, a household registry. Answers what the test wants.

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, dev::ServerHandle, web};
use std::{
    net::TcpListener,
    sync::{Arc, Mutex},
};

/// One request, as it arrived.
#[derive(Debug, Clone)]
pub struct ReceivedRequest {
    pub method: String,
    pub path_and_query: String,
    pub content_type: String,
    pub authorization: String,
    pub body: String,
    headers: Vec<(String, String)>,
}

impl ReceivedRequest {
    /// Of a lower-case name; empty when it wasn't there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(header, _)| header == name).map_or("", |(_, value)| value)
    }
}

/// Runs until it is dropped.
pub struct HttpPeer {
    pub url: String,
    received: Arc<Mutex<Vec<ReceivedRequest>>>,
    answer: Arc<Mutex<Answering>>,
    server: ServerHandle,
}

type Shared<T> = web::Data<Mutex<T>>;

/// What is answered to a request.
type Answering = Box<dyn Fn(&ReceivedRequest) -> HttpResponse + Send>;

async fn receive(
    request: HttpRequest,
    body: String,
    received: Shared<Vec<ReceivedRequest>>,
    answer: Shared<Answering>,
) -> HttpResponse {
    let header = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let request = ReceivedRequest {
        method: request.method().to_string(),
        path_and_query: request.uri().to_string(),
        content_type: header("content-type"),
        authorization: header("authorization"),
        body,
        headers: request
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
            .collect(),
    };
    let response = answer.lock().unwrap()(&request);
    received.lock().unwrap().push(request);
    response
}

fn fixed(status: u16, text: &str) -> Answering {
    let text = text.to_owned();
    Box::new(move |_| HttpResponse::build(status.try_into().unwrap()).body(text.clone()))
}

impl HttpPeer {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (received, answer) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(fixed(200, "statuscode=1"))));
        let shared = (web::Data::from(received.clone()), web::Data::from(answer.clone()));
        let app =
            move || App::new().app_data(shared.0.clone()).app_data(shared.1.clone()).default_service(web::to(receive));
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { url, received, answer, server: handle }
    }

    /// What it answers from now on.
    pub fn answer(&self, status: u16, text: &str) {
        *self.answer.lock().unwrap() = fixed(status, text);
    }

    /// The same, out of the request.
    pub fn answer_with(&self, answer: impl Fn(&ReceivedRequest) -> HttpResponse + Send + 'static) {
        *self.answer.lock().unwrap() = Box::new(answer);
    }

    pub fn received(&self) -> Vec<ReceivedRequest> {
        self.received.lock().unwrap().clone()
    }
}

impl Drop for HttpPeer {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}
