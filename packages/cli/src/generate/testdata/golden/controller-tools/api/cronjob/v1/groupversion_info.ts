// +groupName=testdata.kubebuilder.io
// +versionName=v1

export {};
