/** An empty process to begin with: a start event, one step to name, an end event. */
export function blankDiagram(): string {
  const id = `process-${Date.now().toString(36)}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="definitions" targetNamespace="https://tongqu.local/bpmn" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0">
  <bpmn:process id="${id}" name="新流程" isExecutable="true">
    <bpmn:startEvent id="start" name="发起"><bpmn:outgoing>to-handle</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="handle" name="办理"><bpmn:incoming>to-handle</bpmn:incoming><bpmn:outgoing>to-end</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="end" name="办结"><bpmn:incoming>to-end</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="to-handle" sourceRef="start" targetRef="handle" />
    <bpmn:sequenceFlow id="to-end" sourceRef="handle" targetRef="end" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="${id}">
    <bpmndi:BPMNShape id="start-di" bpmnElement="start"><dc:Bounds x="180" y="160" width="36" height="36" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="handle-di" bpmnElement="handle"><dc:Bounds x="280" y="138" width="100" height="80" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="end-di" bpmnElement="end"><dc:Bounds x="450" y="160" width="36" height="36" /></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="to-handle-di" bpmnElement="to-handle"><di:waypoint x="216" y="178" /><di:waypoint x="280" y="178" /></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="to-end-di" bpmnElement="to-end"><di:waypoint x="380" y="178" /><di:waypoint x="450" y="178" /></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>`;
}
