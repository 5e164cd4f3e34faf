// The API group app.example.com in version v1alpha1.
// +groupName=app.example.com
export {};
