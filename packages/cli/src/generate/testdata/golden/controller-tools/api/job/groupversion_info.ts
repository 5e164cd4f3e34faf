// +groupName=testdata.kubebuilder.io
// +versionName=v1beta1

export {};
