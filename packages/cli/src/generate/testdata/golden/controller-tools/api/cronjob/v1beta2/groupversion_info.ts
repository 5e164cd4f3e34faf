// +groupName=testdata.kubebuilder.io
// +versionName=v1beta2

export {};
